import ImageSearch
import PostgresClient

/// Which run last saw a picture's file, in rows of their own: they change with every run, those of pictures do not.
///
/// A run that ends has its source's lock for itself, and whoever sees files shares it: a picture that is seen is either marked
/// before the run looks for those that are not, or is found to be gone by the one who saw it.
enum Sightings {
    /// How long whoever sees files waits for a run of the source that ends: it may have a million pictures to write.
    static let longestWait = Duration.seconds(600)

    /// The lock of one source's sightings.
    static func lock(of source: String) -> AdvisoryLock { AdvisoryLock(of: source, among: 0x7369_6768_7469_6e67) }

    /// Shares the locks of sources, in one order for all programs.
    static func share(_ sources: some Sequence<String>) -> [Statement] {
        Set(sources.map { Array($0.utf8) }).sorted { $0.lexicographicallyPrecedes($1) }
            .map { lock(of: String(decoding: $0, as: UTF8.self)).share }
    }

    /// Marks pictures that are stored as seen by every run of their source begun so far; the number never falls.
    ///
    /// The pair works on a single server, on Citus and on foreign partitions alike.
    static func mark(_ ids: [PictureID], of source: String) -> [Statement] {
        [mark, insert].map { Statement.prepared($0, .uuids(ids), .text(source)) }
    }

    private static let mark = """
        UPDATE sightings SET run = newest_run
        FROM (SELECT newest_run FROM sources WHERE id = sha256(convert_to($2, 'UTF8'))) AS newest
        WHERE sightings.id = ANY($1) AND run < newest_run
        """
    private static let insert = """
        INSERT INTO sightings (id, run)
        SELECT images.id, newest_run FROM images, sources
        WHERE images.id = ANY($1) AND sources.id = sha256(convert_to($2, 'UTF8')) AND newest_run > 0
        ON CONFLICT DO NOTHING
        """

    /// The condition for pictures that no run of this number or a later one has seen.
    static func areMissing(since run: Int64) -> Fragment {
        """
        NOT EXISTS (SELECT FROM sightings WHERE sightings.id = images.id AND sightings.run >= \(.int64(run)))
        """
    }
}
