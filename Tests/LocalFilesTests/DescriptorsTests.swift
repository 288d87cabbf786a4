import LocalFiles
import Testing

@Suite struct DescriptorsTests {
    @Test(arguments: [(65_536, 4096), (1024, 768), (256, 16), (20, 16)])
    func `connections leave descriptors for the rest`(limit: Int, connections: Int) {
        #expect(Descriptors.connections(within: limit, refused: 64) == connections)
    }
}
