#!/bin/sh
# A web server calls a program without arguments.
exec nlctl -d /var/lib/nlctl/nlctl.db cgi
