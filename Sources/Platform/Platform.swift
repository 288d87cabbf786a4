// The C library of the system that this is built for. A target imports `Platform` instead, and asks which one it is nowhere.
@_exported public import CPlatform

#if canImport(Darwin)
    @_exported public import Darwin
#elseif canImport(Musl)
    @_exported public import Musl
#else
    @_exported public import Glibc
#endif
