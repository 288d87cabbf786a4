/// One step forward of the schema; once released, its file never changes.
struct Migration: Sendable {
    let version: Int
    let name: String
    let script: [UInt8]

    /// All steps, in order.
    static let all = [
        Migration(version: 1, name: "images", script: PackageResources._01_images_sql),
        Migration(version: 2, name: "sources", script: PackageResources._02_sources_sql),
        Migration(version: 3, name: "attempts", script: PackageResources._03_attempts_sql),
        Migration(version: 4, name: "catalogue", script: PackageResources._04_catalogue_sql),
        Migration(version: 5, name: "facts", script: PackageResources._05_facts_sql),
        Migration(version: 6, name: "attempt-owners", script: PackageResources._06_attempt_owners_sql),
        Migration(version: 7, name: "favourites", script: PackageResources._07_favourites_sql),
    ]
}
