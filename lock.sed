s#source = { registry = "[^"]*" }#source = { registry = "index" }#
s#url = "https\{0,1\}://[^"]*/\([^"/]*\)"#filename = "\1"#g
