# keys.awk - makes the list of keys.conf(5) of what man/list-keys prints: "[section]<TAB>title", then "action<TAB>keys<TAB>help".

BEGIN { FS = "\t" }

# A single character may be punctuation to mdoc, and a backslash is roff's own.
function key_words(keys, n, each, i, words) {
	n = split(keys, each, " ")
	for (i = 1; i <= n; i++) {
		gsub(/\\/, "\\e", each[i])
		words = words " \\&" each[i]
	}
	return words
}

function text(words) {
	gsub(/\\/, "\\e", words)
	gsub(/…/, "...", words)
	return words ~ /^[.']/ ? "\\&" words : words
}

# On the line of a macro a short word may be another macro.
function title(words) {
	words = text(words)
	gsub(/ /, " \\\\\\&", words)
	return "\\&" words
}

function end_list() {
	if (open)
		print ".El"
	open = 0
}

/^\[/ {
	end_list()
	print ".Ss " title($2) " " $1 "\\&"
	print ".Bl -tag -width \"booking-previous = BTab\" -compact"
	open = 1
	next
}

{
	print ".It Cm " $1 " No =" key_words($2)
	print text($3)
}

END { end_list() }
