import Foundation

/// Whether this process runs under the address or the thread sanitizer: it takes several times the memory and the time then,
/// and some address space of its own, so that limits of these mean something else.
public let isSanitized: Bool = {
    let program = dlopen(nil, RTLD_NOW)
    return ["__asan_init", "__tsan_init"].contains { (name: String) in dlsym(program, name) != nil }
}()
