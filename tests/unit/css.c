/* css: declarations, rules, colours and lengths as mail has them. */
#include "issue/css.h"

#include "tap.h"

#include <stdio.h>
#include <string.h>

/* "name=value!" for each declaration, with blanks between them. */
static void
declarations(const char *text, const char *want)
{
	struct span rest = span_of(text);
	struct css_declaration d;
	char got[256] = "";
	size_t n = 0;

	while (css_next_declaration(&rest, &d))
		n += (size_t)snprintf(got + n, sizeof(got) - n, "%s%.*s=%.*s%s",
		    n > 0 ? " " : "", (int)d.name.n, d.name.s, (int)d.value.n, d.value.s,
		    d.important ? "!" : "");
	is_str(got, want, "declarations of '%s'", text);
}

static void
rules(const char *text, const char *want)
{
	struct span rest = span_of(text);
	struct css_rule r;
	char got[256] = "";
	size_t n = 0;

	while (css_next_rule(&rest, &r))
		n += (size_t)snprintf(got + n, sizeof(got) - n, "[%.*s|%.*s]",
		    (int)r.selector.n, r.selector.s, (int)r.block.n, r.block.s);
	is_str(got, want, "rules of '%s'", text);
}

static void
colour(const char *text, const char *want)
{
	struct css_colour c;
	char got[16] = "none";

	if (css_colour(span_of(text), &c))
		snprintf(got, sizeof(got), "%02x%02x%02x", c.red, c.green, c.blue);
	is_str(got, want, "the colour '%s'", text);
}

static void
pixels(const char *text, const char *want)
{
	char got[32] = "none";
	double v;

	if (css_pixels(span_of(text), &v))
		snprintf(got, sizeof(got), "%g", v);
	is_str(got, want, "the length '%s'", text);
}

int
main(void)
{
	declarations("", "");
	declarations("color: red", "color=red");
	declarations(" color : red ; ; margin:0 ", "color=red margin=0");
	declarations("color: #FFF !important; x: y", "color=#FFF! x=y");
	declarations("background: url(data:image/png;base64,AA==) no-repeat; color: red",
	    "background=url(data:image/png;base64,AA==) no-repeat color=red");
	declarations("font-family: \"a;b\", 'c:d'; color: red",
	    "font-family=\"a;b\", 'c:d' color=red");
	declarations("/* a: b; */ color: red", "color=red");
	declarations("color; margin: 0", "margin=0");
	declarations("color:; margin: 0", "margin=0");
	declarations("background: url(x; color: red", "background=url(x; color: red");
	declarations("\" color: red", "");

	rules("", "");
	rules(
	    "p { color: red } .a, td.b{margin:0}", "[p| color: red ][.a, td.b|margin:0]");
	rules("@import url(a.css); p{}", "[@import url(a.css)|][p|]");
	rules("@media (x) { p { color: red } } a{b:c}",
	    "[@media (x)| p { color: red } ][a|b:c]");
	rules("<!-- p{} /* a{} */ b{} -->", "[p|][b|]");
	rules("p { color: red", "[p| color: red]");
	rules("p", "[p|]");
	rules("} } a{}", "[a|]");
	rules("a{content:\"}\"}b{}", "[a|content:\"}\"][b|]");

	colour("#abc", "aabbcc");
	colour("#A1b2C3", "a1b2c3");
	colour("White", "ffffff");
	colour("rgb(1, 2,255)", "0102ff");
	colour("#abcd", "none");
	colour("#ggg", "none");
	colour("rgb(1, 2, 256)", "none");
	colour("rgb(1, 2, 3, 0.5)", "none");
	colour("rgba(1, 2, 3, 1)", "none");
	colour("inherit", "none");
	colour("", "none");

	pixels("12px", "12");
	pixels("9pt", "12");
	pixels("0", "0");
	pixels("1.5px", "1.5");
	pixels("12", "none");
	pixels("1em", "none");
	pixels("-1px", "none");
	pixels("", "none");
	return done_testing();
}
