# nlctl - see "make help".  Needs GNU make; no configure step.

VERSION = 0.1.0

CC ?= cc
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
DESTDIR ?=
PKG_CONFIG ?= pkg-config
AWK ?= awk
PYTHON ?= /usr/bin/python3

# One object tree per flavour: make B=build/asan SANITIZE=address,undefined
B ?= build
SANITIZE ?=

LIBS = libcurl sqlite3 uuid gumbo md4c libidn2 libcrypto libcares libmicrohttpd jansson gmime-3.0 zlib
# Debian 12's libunistring has no .pc file.
OUR_LDLIBS := $(shell $(PKG_CONFIG) --libs $(LIBS) 2>/dev/null) -lunistring -lm
# The SMTP server of the tests speaks TLS.
TOOL_LDLIBS := $(shell $(PKG_CONFIG) --libs libssl 2>/dev/null)
OUR_CPPFLAGS := -D_GNU_SOURCE -DNLCTL_VERSION='"$(VERSION)"' -Isrc -I$(B)/gen \
	$(shell $(PKG_CONFIG) --cflags $(LIBS) 2>/dev/null)
OUR_CFLAGS := -std=c11 -pthread -Wall -Wextra -Wshadow -Wvla -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wundef -fstack-protector-strong
ifdef DEV
OUR_CFLAGS += -Werror
endif
ifneq ($(SANITIZE),)
OUR_CFLAGS += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
OUR_LDFLAGS += -fsanitize=$(SANITIZE)
endif

ifeq ($(V),1)
Q =
SAY = @:
else
Q = @
SAY = @echo
endif

# What users need: a compiler and the libraries.
DEPS = gcc libc6-dev pkg-config libcurl4-openssl-dev libsqlite3-dev uuid-dev \
	libgumbo-dev libmd4c-dev libidn2-dev libunistring-dev libssl-dev libc-ares-dev \
	libmicrohttpd-dev libjansson-dev libgmime-3.0-dev zlib1g-dev ca-certificates
# What the tests, lint and the benchmarks need beside them.
DEPS_DEV = python3 perl sqlite3 strace tmux mandoc shellcheck clang libclang-rt-dev clang-format \
	gawk mawk busybox universal-ctags git openssl postfix dpkg-dev curl jq less \
	chromium tidy python3-icalendar python3-dkim python3-nacl python3-gi gir1.2-gmime-3.0 spamassassin wrk
# Judges of pages and peers of make bench come from npm; Debian's brings much along.
DEPS_NPM = nodejs npm
# The Nu Html Checker is a program of Java; without it tidy judges.
DEPS_JAVA = default-jre-headless

QUERIES := $(sort $(wildcard sql/queries/*.sql))
MIGRATIONS := $(sort $(wildcard sql/migrations/*.sql))
EMBEDDED := $(sort $(wildcard src/*/layouts/*.html src/*/pages/* src/util/lang/*.txt))
SOURCES := $(sort $(wildcard src/*/*.c))
OBJECTS := $(SOURCES:src/%.c=$(B)/obj/%.o) $(B)/obj/sql_text.o $(B)/obj/embedded.o
MAIN := $(B)/obj/main.o
UNIT_TESTS := $(sort $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*.c)))
UNIT_PROGRAMS := $(UNIT_TESTS:%=$(B)/tests/unit/%)
TOOLS := $(patsubst tests/e2e/%.c,$(B)/tests/%,$(wildcard tests/e2e/*.c))
BENCHES := $(patsubst tests/bench/%.c,$(B)/tests/%,$(wildcard tests/bench/*.c))
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
REPLAYERS := $(FUZZERS:%=$(B)/tests/replay/%)
SCRIPTS = $(sort $(wildcard tests/cli/*.t tests/e2e/*.t tests/golden/*.t tests/fuzz/*.t))

all: $(B)/nlctl

$(B)/nlctl: $(MAIN) $(OBJECTS)
	$(SAY) "  LINK  $@"
	$(Q)$(CC) $(OUR_CFLAGS) $(CFLAGS) $(OUR_LDFLAGS) $(LDFLAGS) -o $@ $^ $(OUR_LDLIBS) $(LDLIBS)

$(B)/obj/%.o: src/%.c $(B)/gen/sql_names.h
	@mkdir -p $(@D)
	$(SAY) "  CC    $<"
	$(Q)$(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(OUR_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/obj/sql_text.o: $(B)/gen/sql_text.c $(B)/gen/sql_names.h
	@mkdir -p $(@D)
	$(Q)$(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(OUR_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/obj/embedded.o: $(B)/gen/embedded.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(OUR_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/gen/sql_names.h: sql/embed.awk $(QUERIES)
	@mkdir -p $(@D)
	$(Q)$(AWK) -v want=names -f sql/embed.awk $(QUERIES) > $@.tmp && mv $@.tmp $@

$(B)/gen/sql_text.c: sql/embed.awk $(QUERIES) $(MIGRATIONS)
	@mkdir -p $(@D)
	$(Q)$(AWK) -v want=text -f sql/embed.awk $(QUERIES) $(MIGRATIONS) > $@.tmp && mv $@.tmp $@

$(B)/gen/embedded.c: sql/embed.awk $(EMBEDDED)
	@mkdir -p $(@D)
	$(Q)$(AWK) -v want=files -f sql/embed.awk $(EMBEDDED) > $@.tmp && mv $@.tmp $@

# Tests: C programs that print TAP, tools that scripts drive, scripts.

$(B)/tests/unit/%: tests/unit/%.c tests/unit/tap.h $(OBJECTS)
	@mkdir -p $(@D)
	$(SAY) "  TEST  $@"
	$(Q)$(CC) $(OUR_CPPFLAGS) -Itests/unit $(CPPFLAGS) $(OUR_CFLAGS) $(CFLAGS) $(OUR_LDFLAGS) \
		$(LDFLAGS) -MMD -MP -MT $@ -MF $@.d -o $@ $< $(OBJECTS) $(OUR_LDLIBS) $(LDLIBS)

$(B)/tests/%: tests/e2e/%.c $(OBJECTS)
	@mkdir -p $(@D)
	$(SAY) "  TOOL  $@"
	$(Q)$(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(OUR_CFLAGS) $(CFLAGS) $(OUR_LDFLAGS) \
		$(LDFLAGS) -MMD -MP -MT $@ -MF $@.d -o $@ $< $(OBJECTS) $(OUR_LDLIBS) $(TOOL_LDLIBS) $(LDLIBS)

$(B)/tests/%: tests/bench/%.c $(OBJECTS)
	@mkdir -p $(@D)
	$(SAY) "  BENCH $@"
	$(Q)$(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(OUR_CFLAGS) $(CFLAGS) $(OUR_LDFLAGS) \
		$(LDFLAGS) -MMD -MP -MT $@ -MF $@.d -o $@ $< $(OBJECTS) $(OUR_LDLIBS) $(LDLIBS)

# The corpus of each fuzzer, run once as a test, needs no clang.
$(B)/tests/replay/%: tests/fuzz/%.c tests/fuzz/replay.h tests/fuzz/fuzz.h $(OBJECTS)
	@mkdir -p $(@D)
	$(Q)$(CC) $(OUR_CPPFLAGS) -include tests/fuzz/replay.h $(CPPFLAGS) $(OUR_CFLAGS) $(CFLAGS) \
		$(OUR_LDFLAGS) $(LDFLAGS) -MMD -MP -MT $@ -MF $@.d -o $@ $< $(OBJECTS) $(OUR_LDLIBS) $(LDLIBS)

tests: $(UNIT_PROGRAMS) $(TOOLS) $(REPLAYERS) $(BENCHES)

check: all tests
	$(Q)B='$(B)' PYTHON='$(PYTHON)' prove --timer -j2 --merge -e '' $(UNIT_PROGRAMS) $(SCRIPTS)

asan:
	$(Q)$(MAKE) --no-print-directory check B=build/asan SANITIZE=address,undefined \
		CFLAGS='-O1 -g'

lint:
	$(Q)tests/lint/run

# Fuzz for SECONDS each (default 60); new inputs are kept in build/fuzz.
SECONDS ?= 60
fuzz:
	$(Q)LIBS='$(LIBS)' tests/fuzz/run $(SECONDS) $(FUZZERS)

cov:
	$(Q)$(MAKE) --no-print-directory check B=build/cov CFLAGS='-O0 -g --coverage' LDFLAGS=--coverage
	$(Q)gcovr --root . --object-directory build/cov --filter src/ --print-summary

# Ratios against others, from one run: tests/bench/run says what can be asked for.
# In quick mode nothing is fetched: a peer that is not there is skipped.
bench: all $(B)/tests/sink $(BENCHES) $(if $(filter-out 0 no,$(QUICK)),,$(B)/bench/node_modules/nodemailer)
	$(Q)B='$(B)' $(PYTHON) -B tests/bench/run

$(B)/bench/node_modules/nodemailer:
	@mkdir -p $(B)/bench
	$(Q)if command -v npm >/dev/null; then \
		npm install --silent --no-save --no-audit --no-fund --prefix $(B)/bench nodemailer || \
		echo 'bench: nodemailer cannot be installed: it is left out' >&2; \
	fi

demo: all $(B)/tests/sink
	$(Q)B='$(B)' tests/e2e/demo

deps:
	apt-get update
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(DEPS)

# Of postfix only programs are wanted: without a configuration nothing is started.
deps-dev: deps
	[ -f /etc/postfix/main.cf ] || \
		echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(DEPS_DEV)
	command -v npm || \
		DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(DEPS_NPM)
	command -v java || \
		DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(DEPS_JAVA)
	tests/e2e/servers
	tests/e2e/judges

MAN1 := $(wildcard man/*.1)
MAN5 := $(wildcard man/*.5)
MAN7 := $(wildcard man/*.7)
# What is copied from share/doc and changed: for web servers, for systemd.
SAMPLES := $(wildcard src/share/web/* src/share/systemd/*)
DOC = $(PREFIX)/share/doc/nlctl

install: all
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/man/man1' \
		'$(DESTDIR)$(PREFIX)/share/man/man5' '$(DESTDIR)$(PREFIX)/share/man/man7' \
		'$(DESTDIR)$(DOC)/pages'
	install -m 755 $(B)/nlctl '$(DESTDIR)$(PREFIX)/bin/nlctl'
	install -m 644 $(MAN1) '$(DESTDIR)$(PREFIX)/share/man/man1'
	install -m 644 $(MAN5) '$(DESTDIR)$(PREFIX)/share/man/man5'
	$(if $(MAN7),install -m 644 $(MAN7) '$(DESTDIR)$(PREFIX)/share/man/man7')
	for sample in $(SAMPLES:src/share/%=%); do \
		install -D -m 644 "src/share/$$sample" '$(DESTDIR)$(DOC)'/"$$sample" || exit 1; \
	done
	install -m 644 src/web/pages/* '$(DESTDIR)$(DOC)/pages'

uninstall:
	rm -f '$(DESTDIR)$(PREFIX)/bin/nlctl'
	rm -f $(MAN1:man/%='$(DESTDIR)$(PREFIX)/share/man/man1/%')
	rm -f $(MAN5:man/%='$(DESTDIR)$(PREFIX)/share/man/man5/%')
	rm -f $(MAN7:man/%='$(DESTDIR)$(PREFIX)/share/man/man7/%')
	rm -rf '$(DESTDIR)$(DOC)'

# build/nlctl_VERSION_ARCH.deb, for the Debian that it is made on.
deb: all
	$(Q)rm -rf '$(B)/deb'
	$(Q)$(MAKE) --no-print-directory -s install DESTDIR='$(B)/deb/root' PREFIX=/usr
	$(Q)src/share/debian/build '$(abspath $(B))' '$(VERSION)'

dist:
	@mkdir -p build
	git archive --prefix=nlctl-$(VERSION)/ -o build/nlctl-$(VERSION).tar.gz HEAD

distcheck: dist
	rm -rf build/distcheck && mkdir -p build/distcheck
	tar -xzf build/nlctl-$(VERSION).tar.gz -C build/distcheck
	$(MAKE) -C build/distcheck/nlctl-$(VERSION) B=build check

clean:
	rm -rf build

help:
	@echo 'make           build $(B)/nlctl'
	@echo 'make deps      install what building needs (Debian, as root)'
	@echo 'make deps-dev  and what the tests, lint and the benchmarks need'
	@echo 'make bench     ratios against postfix, nodemailer, Python, sqlite3, nginx; QUICK=1 N= ROUNDS='
	@echo 'make demo      send the reference newsletter to a catcher on this machine'
	@echo 'make check     run all tests; make asan: the same under sanitizers'
	@echo 'make lint      rules of the house; make fuzz SECONDS=600; make cov'
	@echo 'make install   PREFIX=$(PREFIX), DESTDIR; make uninstall'
	@echo 'make deb       a Debian package of it'
	@echo 'make dist      a tarball of HEAD; make distcheck: build and test it'

.PHONY: all tests check asan lint fuzz cov bench demo deps deps-dev install \
	uninstall deb dist distcheck clean help
.DELETE_ON_ERROR:
.SECONDARY:

-include $(OBJECTS:.o=.d) $(MAIN:.o=.d) $(UNIT_PROGRAMS:=.d) $(TOOLS:=.d) $(REPLAYERS:=.d) \
	$(BENCHES:=.d)
