public import ImageSearch
import PostgresClient

/// What is stored, in numbers.
extension PictureDatabase {
    /// Up to so many rows are counted; of more, about so many stand for all.
    static let counted = 50_000

    /// Reads at most ``counted`` rows of pictures, however many there are.
    public func statistics() async throws -> CatalogueStatistics {
        try await database.change { session in
            let sample = RowSample(
                of: PictureDatabase.counted, among: try RowSample.estimatedRows(session))
            let rows = try session.run([
                PictureDatabase.counts(sample), PictureDatabase.dates, PictureDatabase.newestRuns,
                .prepared("SELECT count(*) FROM attempts WHERE code IS NOT NULL"),
                .prepared("SELECT count(*) FROM images WHERE favourite AND missing_since IS NULL"),
            ])
            let counts = rows[0].map { Count(rows[0], $0, sample) }
            let found = counts.filter { !$0.isGone }
            let formats = found.compactMap { count in count.format.map { ($0, count.pictures) } }
            return CatalogueStatistics(
                isExact: sample.isWhole, pictures: found.map(\.pictures).reduce(0, +),
                gone: counts.filter(\.isGone).map(\.pictures).reduce(0, +),
                sources: PictureDatabase.sources(counts, rows[2]),
                formats: Dictionary(formats, uniquingKeysWith: +),
                withPosition: found.map(\.withPosition).reduce(0, +),
                dates: rows[1].isNull(0, 0) ? nil : rows[1].int64(0, 0)...rows[1].int64(0, 1),
                refused: Int(rows[3].int64(0, 0)), favourites: Int(rows[4].int64(0, 0)))
        }
    }

    /// Reads at most ``counted`` rows of pictures, however many there are.
    public func count(where filter: Filter) async throws -> PictureCount {
        try await database.search { session in
            let sample = RowSample(of: PictureDatabase.counted, among: try RowSample.estimatedRows(session))
            let rows = try session.run(
                .plain(joining: "SELECT count(*) FROM images WHERE \(sample.condition) AND \(filter.sql)"))
            return PictureCount(pictures: sample.total(rows.int64(0, 0)), isExact: sample.isWhole)
        }
    }

    private static func counts(_ sample: RowSample) -> Statement {
        .plain(
            joining: """
                SELECT source, coalesce(format, ''), missing_since IS NOT NULL, count(*), sum(size)::int8, count(latitude)
                FROM images WHERE \(sample.condition) GROUP BY 1, 2, 3
                """)
    }

    private static let dates = Statement.prepared(
        """
        SELECT min(\(PictureColumns.date)), -min(-\(PictureColumns.date)) FROM images WHERE missing_since IS NULL
        """)

    private static let newestRuns = Statement.prepared(
        """
        SELECT name, kind, machine, location, floor(extract(epoch FROM begun))::int8,
            floor(extract(epoch FROM finished))::int8
        FROM sources LEFT JOIN runs ON runs.source = sources.id AND runs.number = sources.newest_run
        """)

    private static func sources(_ counts: [Count], _ runs: Rows) -> [SourceStatistics] {
        // By bytes: to Swift, two names that look the same are equal.
        var bySource = Dictionary(grouping: counts) { Array($0.source.utf8) }
        let recorded = runs.map { row in
            SourceStatistics(
                runs.source(row), bySource.removeValue(forKey: Array(runs.text(row, 0).utf8)) ?? [],
                begun: runs.isNull(row, 4) ? nil : runs.int64(row, 4),
                finished: runs.isNull(row, 5) ? nil : runs.int64(row, 5))
        }
        let others = bySource.values.map { SourceStatistics(Source(name: $0[0].source, place: nil), $0) }
        return (recorded + others).sorted {
            $0.source.name.utf8.lexicographicallyPrecedes($1.source.name.utf8)
        }
    }
}

/// The pictures of one source and one format, found or gone.
private struct Count {
    var source: String
    var format: ImageFormat?
    var isGone: Bool
    var pictures: Int
    var bytes: Int64
    var withPosition: Int

    init(_ rows: Rows, _ row: Int, _ sample: RowSample) {
        source = rows.text(row, 0)
        format = ImageFormat(rawValue: rows.text(row, 1))
        isGone = rows.bool(row, 2)
        pictures = sample.total(rows.int64(row, 3))
        bytes = Int64(sample.total(rows.int64(row, 4)))
        withPosition = sample.total(rows.int64(row, 5))
    }
}

extension SourceStatistics {
    fileprivate init(_ source: Source, _ counts: [Count], begun: Int64? = nil, finished: Int64? = nil) {
        let found = counts.filter { !$0.isGone }
        self.init(
            source: source, pictures: found.map(\.pictures).reduce(0, +),
            gone: counts.filter(\.isGone).map(\.pictures).reduce(0, +), bytes: found.map(\.bytes).reduce(0, +),
            runBegun: begun, runFinished: finished)
    }
}
