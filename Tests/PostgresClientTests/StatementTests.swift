import Testing

@testable import PostgresClient

@Suite struct StatementTests {
    @Test func `a statement's name is that of its text and types`() {
        let statement = Statement.prepared("SELECT $1", .int64(1))
        #expect(statement.name == Statement.prepared("SELECT $1", .int64(2)).name)
        #expect(statement.name != Statement.prepared("SELECT $1", .text("1")).name)
        #expect(statement.name != Statement.prepared("SELECT $1 ", .int64(1)).name)
    }
}
