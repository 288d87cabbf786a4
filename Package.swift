// swift-tools-version:6.2
import PackageDescription

/// The unpacked OpenVINO wheel: beside a shipped program ($ORIGIN/../lib), or in this folder's vendor/ while developing.
let openVINORunPath: [LinkerSetting] = [
    .unsafeFlags(
        ["-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/../lib:\(Context.packageDirectory)/vendor/openvino/libs"],
        .when(platforms: [.linux])),
    .unsafeFlags(
        ["-Xlinker", "-rpath", "-Xlinker", "\(Context.packageDirectory)/vendor/openvino/libs"],
        .when(platforms: [.macOS])),
]

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let algorithms = Target.Dependency.product(name: "AsyncAlgorithms", package: "swift-async-algorithms")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioFoundationCompat = Target.Dependency.product(name: "NIOFoundationCompat", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")

let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
    name: "imagesearch",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "imagesearch", targets: ["imagesearch"]),
        // Benchmarks/ measures the parts beside the whole.
        .library(
            name: "Parts",
            targets: [
                "ImageSearch", "VipsDecoding", "ModelPackages", "CLIPEmbedding", "PostgresClient", "EmbeddedPostgres",
                "PostgresStore", "Platform",
            ]),
        .library(name: "COpenVINO", targets: ["COpenVINO"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // Without Foundation: descriptors and paths are swift-system's.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // C: module maps and shims.
        .systemLibrary(name: "CVips", pkgConfig: "vips", providers: [.apt(["libvips-dev"]), .brew(["vips"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .systemLibrary(name: "COpenVINO", pkgConfig: "openvino_c"),
        .target(name: "CPixels", dependencies: ["CVips"]),
        .target(name: "CPlatform"),
        .target(name: "CWorkers"),
        .target(name: "CWebFiles"),

        // The core, and what it reads bodies with.
        .target(name: "JSONText"),
        .target(
            name: "ImageSearch", dependencies: ["JSONText", algorithms, crypto],
            resources: [.embedInCode("Relevance/text-bank.txt")]),

        // What the adapters stand on.
        .target(name: "Platform", dependencies: ["CPlatform"]),
        .target(name: "LocalFiles", dependencies: ["Platform", systemPackage]),
        .target(name: "Scheduling", dependencies: ["ImageSearch", "Platform", deque]),
        .target(name: "Transfers", dependencies: ["LocalFiles", "Scheduling", crypto, httpClient, nioCore, nioHTTP1]),

        // Adapters.
        .target(
            name: "ImageSources",
            dependencies: [
                "ImageSearch", "Scheduling", "LocalFiles", "Transfers", crypto, httpClient, nioHTTP1,
            ]),
        .target(
            name: "ModelPackages",
            dependencies: [
                "ImageSearch", "JSONText", "Scheduling", "LocalFiles", "Transfers", crypto, httpClient, nioHTTP1,
            ]),
        .target(name: "OpenVINORuntime", dependencies: ["LocalFiles", "Platform", "Scheduling", "COpenVINO"]),
        .target(
            name: "WorkerProcesses", dependencies: ["CWorkers", "Platform"],
            linkerSettings: [
                .linkedLibrary("stdc++", .when(platforms: [.linux])), .linkedLibrary("c++", .when(platforms: [.macOS])),
            ]),
        .target(
            name: "VipsDecoding", dependencies: ["ImageSearch", "Platform", "Scheduling", "WorkerProcesses", "CPixels"]),
        .target(name: "PlaceNames", dependencies: ["ImageSearch", "LocalFiles", "Scheduling"]),
        .target(name: "ThumbnailFiles", dependencies: ["ImageSearch", "LocalFiles", "Scheduling"]),
        .target(
            name: "CLIPEmbedding",
            dependencies: [
                "ImageSearch", "JSONText", "Platform", "Scheduling", "WorkerProcesses", "ModelPackages",
                "OpenVINORuntime", heap,
            ]),
        .target(name: "PostgresClient", dependencies: ["CPostgres", "Platform", deque]),
        .target(name: "PostgresErrors", dependencies: ["ImageSearch", "PostgresClient"]),
        .target(
            name: "EmbeddedPostgres",
            dependencies: [
                "ImageSearch", "LocalFiles", "PostgresErrors", "PostgresClient", "Platform", log, subprocess,
                systemPackage,
            ]),
        .target(
            name: "PostgresStore", dependencies: ["ImageSearch", "PostgresClient", "PostgresErrors", log],
            resources: [.embedInCode("Migrations/SQL")]),

        // Front ends.
        .target(
            name: "SearchHTTP",
            dependencies: [
                "CWebFiles", "ImageSearch", "JSONText", "Platform", "Scheduling", log, hummingbird, hummingbirdCore,
                httpTypes, nioCore, nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1, nioPosix,
            ],
            exclude: ["Web"]),
        .target(
            name: "SearchCLI",
            dependencies: [
                "ImageSearch", "ImageSources", "LocalFiles", "Transfers", "ModelPackages", "VipsDecoding",
                "PlaceNames", "ThumbnailFiles", "CLIPEmbedding", "PostgresClient", "EmbeddedPostgres", "PostgresStore",
                "Scheduling", "Platform", "SearchHTTP", "JSONText", log, httpClient,
                nioCore, nioHTTP1,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(name: "imagesearch", dependencies: ["SearchCLI"], linkerSettings: openVINORunPath),

        // Tests.
        .executableTarget(name: "HostileWorker", dependencies: ["WorkerProcesses"]),
        .target(name: "ImageSearchTesting", dependencies: ["ImageSearch", "Platform"]),
        .target(
            name: "PostgresTesting", dependencies: ["PostgresClient", "EmbeddedPostgres", "Platform", log]),
        .target(name: "HTTPTesting", dependencies: [nioCore, nioHTTP1, nioPosix]),
        .target(
            name: "ProgramTesting", dependencies: ["ImageSearchTesting", "Platform", subprocess, systemPackage]),
        .target(
            name: "BrowserTesting",
            dependencies: [
                "ImageSearchTesting", "ProgramTesting", httpClient, nioCore, nioFoundationCompat, nioHTTP1, nioPosix,
                subprocess,
                systemPackage,
            ]),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText"]),
        .testTarget(
            name: "SchedulingTests", dependencies: ["Scheduling", "Platform", "ImageSearch", "ImageSearchTesting"]),
        .testTarget(name: "LocalFilesTests", dependencies: ["LocalFiles", "ImageSearchTesting"]),
        .testTarget(name: "TransfersTests", dependencies: ["Transfers", "LocalFiles", crypto, nioHTTP1]),
        .testTarget(
            name: "ImageSearchTests", dependencies: ["ImageSearch", "ImageSearchTesting", "JSONText"],
            exclude: ["Queries/query-cases.json", "Queries/query-cases.py"]),
        .testTarget(
            name: "ImageSourcesTests",
            dependencies: [
                "ImageSources", "LocalFiles", "Transfers", "ImageSearch", "ImageSearchTesting", "HTTPTesting",
                "Platform",
                httpClient, log,
                crypto, nioCore, nioHTTP1, subprocess, systemPackage,
            ]),
        .testTarget(
            name: "ModelPackagesTests",
            dependencies: [
                "ModelPackages", "JSONText", "LocalFiles", "Transfers", "ImageSearch", "ImageSearchTesting",
                "HTTPTesting", httpClient, log, crypto, nioCore, nioHTTP1,
            ]),
        .testTarget(
            name: "OpenVINORuntimeTests", dependencies: ["OpenVINORuntime", "Platform", "ImageSearchTesting"],
            linkerSettings: openVINORunPath),
        .testTarget(
            name: "VipsDecodingTests",
            dependencies: [
                "VipsDecoding", "WorkerProcesses", "ImageSearch", "ImageSearchTesting", "imagesearch", "HostileWorker",
            ],
            exclude: ["Fixtures"], linkerSettings: openVINORunPath),
        .testTarget(name: "PlaceNamesTests", dependencies: ["PlaceNames", "ImageSearch", "ImageSearchTesting"]),
        .testTarget(
            name: "ThumbnailFilesTests", dependencies: ["ThumbnailFiles", "ImageSearch", "ImageSearchTesting"]),
        .testTarget(
            name: "CLIPEmbeddingTests",
            dependencies: [
                "CLIPEmbedding", "JSONText", "ModelPackages", "OpenVINORuntime", "Scheduling", "WorkerProcesses",
                "VipsDecoding",
                "ImageSearch", "ImageSearchTesting", "imagesearch",
            ],
            exclude: ["Fixtures"],
            linkerSettings: openVINORunPath),
        .testTarget(
            name: "PostgresClientTests",
            dependencies: ["PostgresClient", "PostgresTesting", "EmbeddedPostgres", "ImageSearchTesting"]),
        .testTarget(
            name: "EmbeddedPostgresTests",
            dependencies: [
                subprocess, "EmbeddedPostgres", "PostgresClient", "PostgresStore", "PostgresTesting", "ImageSearch",
                "ImageSearchTesting", "Platform", log,
            ]),
        .testTarget(
            name: "PostgresStoreTests",
            dependencies: [
                "PostgresStore", "PostgresClient", "EmbeddedPostgres", "PostgresTesting", "ImageSearch",
                "ImageSearchTesting", log,
            ],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "SearchHTTPTests",
            dependencies: [
                "SearchHTTP", "ImageSearch", "ImageSearchTesting", log, hummingbird, httpTypes, nioCore, nioPosix,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "SearchCLITests",
            dependencies: [
                "SearchCLI", "SearchHTTP", "JSONText", "ImageSearch", "ImageSearchTesting", "ModelPackages", "Platform",
                "PostgresStore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Fixtures"],
            linkerSettings: openVINORunPath),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "ImageSearch", "ImageSources", "JSONText", "ModelPackages", "VipsDecoding", "SearchHTTP", "SearchCLI",
            ]),
        .testTarget(
            name: "FuzzTargetsTests", dependencies: ["FuzzTargets"], exclude: ["Corpora"],
            linkerSettings: openVINORunPath),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "imagesearch", "ImageSearch", "ImageSearchTesting", "ProgramTesting", "Platform", subprocess,
                systemPackage,
            ],
            linkerSettings: openVINORunPath),
        .testTarget(
            name: "PageTests",
            dependencies: [
                "imagesearch", "BrowserTesting", "HTTPTesting", "ImageSearchTesting", "ProgramTesting", nioHTTP1,
            ],
            linkerSettings: openVINORunPath),
    ],
    swiftLanguageModes: [.v6]
)

let inC = ["CPixels", "CPlatform", "CWebFiles", "CWorkers"]
for target in package.targets where ![.system, .plugin].contains(target.type) && !inC.contains(target.name) {
    var settings = target.swiftSettings ?? []
    settings += [
        .enableUpcomingFeature("ExistentialAny"),  // SE-0335
        .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
        .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    ]
    target.swiftSettings = settings
}

// `make fuzz` alone: libFuzzer brings the main function, and the parsers count which branches an input takes.
if Context.environment["FUZZING"] != nil {
    package.targets.append(
        .executableTarget(
            name: "Fuzz", dependencies: ["FuzzTargets"],
            linkerSettings: openVINORunPath + [.unsafeFlags(["-sanitize=fuzzer,address"])]))
    let parsers = [
        "FuzzTargets", "ImageSearch", "ImageSources", "JSONText", "ModelPackages", "SearchCLI", "SearchHTTP",
        "VipsDecoding",
    ]
    for target in package.targets where parsers.contains(target.name) {
        // Both: of several such flags only the last counts, also against that of `swift build --sanitize=address`.
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-O", "-sanitize=fuzzer,address"])]
    }
}
