/// Local servers for tests of programs that speak HTTP.
