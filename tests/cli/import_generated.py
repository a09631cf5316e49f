"""Files of contacts with everything that may stand in one, by a seed: python
import_generated.py SEED FILE.  The world they meet is made of earlier ones."""

import random
import sys

STATES = ["", "", "active", "subscribed", "unsubscribed", "bounced", "pending", "odd"]
LISTS = ["", "Infolettre", "Infolettre;Presse", "Membres|Presse", "Ateliers"]
NAMES = ["Léa", "Zoë", "O'Brien", "\"Bob\" B", "a;b,c", "", "{{ x }}", "é" * 40, "x\ny"]
DATES = ["", "03/04/2024", "2024-05-06", "31/02/2024", "25/12/2023", "never"]


def address(rng):
    n = rng.randrange(60)
    wrong = ["nobody", "a@b@c.example", "a b@c.example", "", "x@" + "y" * 300]
    if rng.random() < 0.06:
        return rng.choice(wrong)
    spelt = f"person{n}@asso.example"
    return spelt.upper() if rng.random() < 0.2 else spelt


def quoted(value, separator):
    if any(c in value for c in separator + '"\n'):
        return '"' + value.replace('"', '""') + '"'
    return value


def main():
    seed, path = int(sys.argv[1]), sys.argv[2]
    rng = random.Random(seed)
    separator = rng.choice(";,\t")
    columns = {
        "email": lambda: address(rng),
        "prénom": lambda: rng.choice(NAMES),
        "statut": lambda: rng.choice(STATES),
        "listes": lambda: rng.choice(LISTS),
        "inscrit le": lambda: rng.choice(DATES),
        f"ville {seed % 7}": lambda: rng.choice(["Lille", "Lens", "", "Arras"]),
        "adhérent": lambda: rng.choice(["oui", "non", "", "oui"]),
        "jeton": lambda: rng.choice(["", f"t{rng.randrange(40)}"]),
    }
    names = ["email"] + rng.sample(sorted(set(columns) - {"email"}), rng.randrange(2, 8))
    rng.shuffle(names)
    lines = [separator.join(names)]
    for _ in range(rng.randrange(1, 120)):
        fields = [quoted(columns[n](), separator) for n in names]
        if rng.random() < 0.05:
            fields = fields[: rng.randrange(1, len(fields) + 1)]
        lines.append(separator.join(fields))
    text = rng.choice(["\n", "\r\n"]).join(lines) + "\n"
    with open(path, "wb") as f:
        f.write(text.encode(rng.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"])))


main()
