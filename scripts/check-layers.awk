# Compares the table of layers (the first file) with the facts of a package (the second). Exits with 1 after complaints.
function complain(words) { print "layers: " words >"/dev/stderr"; broken = 1 }

function isIn(word, list) { return index(" " list " ", " " word " ") > 0 }

function readLayer(    part) {
    layer = substr($2, 1, length($2) - 1)
    part = index($0, "|")
    lower[layer] = substr($0, index($0, ":") + 1, part - index($0, ":") - 1)
    modules[layer] = substr($0, part + 1) " Swift _Concurrency"
    gsub(/ libc /, " Glibc Musl Darwin ", modules[layer])
    gsub(/ Foundation /, " Foundation FoundationEssentials FoundationNetworking ", modules[layer])
}

function readTarget(    name) {
    name = substr($1, 1, length($1) - 1)
    if (name in layerOf) complain(name " stands twice in scripts/layers")
    layerOf[name] = layer
    allowed[name] = substr($0, length($1) + 1)
}

# The table itself must keep to the layers.
function checkTable(    name, count, i, names) {
    for (name in layerOf) {
        if (!(name in declared)) complain("scripts/layers has a line for " name ", which Package.swift does not have")
        count = split(allowed[name], names, " ")
        for (i = 1; i <= count; i++)
            if (names[i] in layerOf && !isIn(layerOf[names[i]], lower[layerOf[name]]))
                complain("scripts/layers lets " name " (" layerOf[name] ") depend on " names[i] " (" layerOf[names[i]] ")")
    }
}

/^#/ || NF == 0 { next }
NR == FNR && $1 == "layer" { readLayer(); next }
NR == FNR { readTarget(); next }

$1 == "target" {
    declared[$2] = " "
    if (!($2 in layerOf)) complain("the target " $2 " has no line in scripts/layers")
}
$1 == "depends" {
    declared[$2] = declared[$2] $3 " "
    if ($2 in layerOf && !isIn($3, allowed[$2])) complain($2 " depends on " $3 ", which scripts/layers does not allow")
}
$1 == "imports" && $2 in layerOf && $2 != $3 && !isIn($3, declared[$2] modules[layerOf[$2]]) {
    complain($2 " imports " $3 ", which neither Package.swift nor its layer allows")
}
END { checkTable(); exit broken }
