"""people - as many contacts as are asked for, made up, the same each time."""

FIRST = "Camille Aurélien Nadia Marie Zoé Jean-Luc Inès Björn Mohamed Élodie".split()
LAST = "Durand Lefebvre D'Haese Vanhoutte Müller Nguyễn Martin Benali Caron".split()
TOWNS = "Lille Roubaix Tourcoing Béthune Villeneuve-d'Ascq Arras Lens Douai".split()
FIELDS = "PRENOM NOM STRUCTURE VILLE ADHERENT DATE_ADHESION".split()


def write(path, n, order=None):
    """An address and six fields a line; order: a stride that shuffles, coprime with n."""
    with open(path, "w", encoding="utf-8") as f:
        f.write("EMAIL," + ",".join(FIELDS) + "\n")
        for i in range(n):
            k = i * order % n if order else i
            first = FIRST[k % len(FIRST)]
            last = LAST[k // 7 % len(LAST)]
            day = f"{k % 28 + 1:02}/{k % 12 + 1:02}/20{k % 10 + 15}"
            f.write(
                f"contact{k}@site{k % 997}.example,{first},{last},"
                f"Association {k % 4001},{TOWNS[k % len(TOWNS)]},"
                f"{'Oui' if k % 3 else 'Non'},{day if k % 3 else ''}\n"
            )
