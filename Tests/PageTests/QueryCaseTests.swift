import BrowserTesting
import Foundation
import ProgramTesting
import Testing

/// The page's parser of the query language, over the cases that every parser of it runs.
extension InBrowser {
    @Suite struct QueryCaseTests {
        private static let file = RunningProgram.project.appendingPathComponent(
            "Tests/ImageSearchTests/Queries/query-cases.json")

        @Test func `the page reads and prints every case as the server does`() async throws {
            let cases = try JSONDecoder().decode(JSON.self, from: Data(contentsOf: Self.file))
            try await withPage { page in
                let faults = try await page.runAsync(Self.script, cases, as: [String].self)
                #expect(faults == [])
                #expect(try #require(cases.elements).count > 500)
            }
        }

        /// Texts whose meaning is another one in the page, and what it is; printing must be stable, too.
        private static let script = """
            const { parse, print, QueryError } = await import(new URL('query.js', document.baseURI));
            const meaning = (text) => {
                try {
                    const { query, notes } = parse(text);
                    return { canonical: print(query), query, ...(notes.length && { notes }) };
                } catch (error) {
                    if (!(error instanceof QueryError)) throw error;
                    return { error: { code: error.code, ...(error.position !== undefined && { position: error.position }) } };
                }
            };
            const ordered = (value) => JSON.stringify(value, (key, part) => part && typeof part === 'object' && !Array.isArray(part)
                ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => a < b ? -1 : 1)) : part);
            const faults = [];
            for (const { text, repeat = 1, ...expected } of arguments[0]) {
                const found = meaning(text.repeat(repeat));
                const again = found.canonical === undefined ? undefined : meaning(found.canonical).canonical;
                if (ordered(found) !== ordered(expected) || again !== found.canonical)
                    faults.push(`${text.slice(0, 200)}: ${ordered(found).slice(0, 300)}, not ${ordered(expected).slice(0, 300)}`);
            }
            return faults;
            """
    }
}
