import ImageSearch
import ImageSearchTesting
import Testing

@Suite(.timely) struct ActivityTests {
    private let activity = Activity()
    private let start = ContinuousClock.now

    private func gone(_ count: Int) -> ActivityEvent { .gone(source: "s", count: count, []) }

    private func events(_ follower: Follower) async -> [ActivityEvent] {
        await (follower.news(within: .seconds(600)) ?? []).compactMap {
            if case .event(let event) = $0 { event.event } else { nil }
        }
    }

    @Test func `every follower hears every event, once and in order`() async throws {
        let followers = [try activity.follow(), try activity.follow()]
        for count in 1...3 { activity.report(gone(count)) }
        for follower in followers { #expect(await events(follower) == [gone(1), gone(2), gone(3)]) }
        activity.report(gone(4))
        for follower in followers { #expect(await events(follower) == [gone(4)]) }
    }

    @Test func `what changes nothing is no event`() async throws {
        let follower = try activity.follow()
        activity.report(gone(0))
        activity.report(.added(source: "s", []))
        activity.report(gone(1))
        #expect(await events(follower) == [gone(1)])
    }

    @Test func `nothing for a while is told too`() async throws {
        let follower = try activity.follow()
        #expect(await follower.news(within: .milliseconds(1)) == [.quiet])
        activity.report(gone(1))
        #expect(await events(follower) == [gone(1)])
    }

    @Test func `counts are told twice a second, the last of them always`() async throws {
        let follower = try activity.follow()
        var heard: [ActivityEvent] = []
        for step in 0..<20 {
            activity.report(.indexing(source: "s", SyncSummary()), at: start + .milliseconds(100 * step))
        }
        activity.report(.indexed(source: "s", SyncSummary()), at: start + .milliseconds(2001))
        heard = await events(follower)
        // Newer counts stand for older ones that were not taken yet.
        #expect(heard == [.indexed(source: "s", SyncSummary())])
        activity.report(gone(1))
        let numbers = try #require(await follower.news(within: .seconds(600)))
        // Of 20 counts over two seconds 4 were told, then the last.
        guard case .event(let event) = numbers[0] else { throw BrokenExpectation() }
        #expect(event.number == 6)
    }

    @Test func `who begins to follow hears what is going on`() async throws {
        activity.report(.indexing(source: "s", SyncSummary()))
        let begun = try activity.follow()
        #expect(await events(begun) == [.indexing(source: "s", SyncSummary())])
        activity.report(.indexed(source: "s", SyncSummary()))
        let late = try activity.follow()
        activity.report(gone(1))
        #expect(await events(late) == [gone(1)])
    }

    @Test func `a follower that does not keep up is dropped, and costs nobody else`() async throws {
        let (slow, quick) = (try activity.follow(), try activity.follow())
        var heard = 0
        for count in 1...600 {
            activity.report(gone(count))
            heard += await events(quick).count
        }
        #expect(heard == 600)
        let news = try #require(await slow.news(within: .seconds(600)))
        #expect(news.count < 600 && news.last == .tooSlow)
        #expect(await slow.news(within: .seconds(600)) == nil)
        #expect(activity.followers == 1)
    }

    @Test func `who comes again hears what was missed, or that it is no longer known`() async throws {
        for count in 1...10 { activity.report(gone(count)) }
        let again = try activity.follow(after: 7, epoch: activity.epoch)
        #expect(await events(again) == [gone(8), gone(9), gone(10)])
        let upToDate = try activity.follow(after: 10, epoch: activity.epoch)
        activity.report(gone(11))
        #expect(await events(upToDate) == [gone(11)])
        for count in 12...500 { activity.report(gone(count)) }
        let late = try activity.follow(after: 7, epoch: activity.epoch)
        #expect(await late.news(within: .seconds(600))?.first == .missed)
        let ofAnother = try activity.follow(after: 499, epoch: activity.epoch &+ 1)
        #expect(await ofAnother.news(within: .seconds(600)) == [.missed])
        let future = try activity.follow(after: 501, epoch: activity.epoch)
        #expect(await future.news(within: .seconds(600)) == [.missed])
    }

    @Test func `at the end all followers end, and later ones at once`() async throws {
        let follower = try activity.follow()
        async let news = follower.news(within: .seconds(600))
        activity.close()
        #expect(await news == nil)
        activity.report(gone(1))
        let late = try activity.follow()
        #expect(await late.news(within: .seconds(600)) == nil)
    }

    @Test func `so many may follow at one time`() async throws {
        var followers = try (0..<Activity.followerLimit).map { _ in try activity.follow() }
        #expect(throws: Overloaded.self) { try activity.follow() }
        followers.removeLast()
        _ = try activity.follow()
        withExtendedLifetime(followers) {}
    }

    @Test func `a sync tells what it does`() async throws {
        let follower = try activity.follow()
        let (store, model) = (MemoryStore(), FakeEmbedder())
        let source = MemorySource(name: "s")
        for red in 1...2 { source.set("\(red).jpg", FakeDecoder.picture(red: UInt8(red))) }
        let looking = Looking(decoder: FakeDecoder(), embedder: model, in: store)
        _ = try await Sync(source, looking: looking, catalogue: store, workers: 2, activity: activity).run()
        let heard = await events(follower)
        let added = heard.map { if case .added(source: "s", let ids) = $0 { ids.count } else { 0 } }
        #expect(added.reduce(0, +) == 2)
        guard case .indexed(source: "s", let summary)? = heard.last else { throw BrokenExpectation() }
        #expect(summary.embedded == 2)
        // The same bytes with another date are no new picture.
        source.set("1.jpg", FakeDecoder.picture(red: 1), modified: 2)
        _ = try await Sync(source, looking: looking, catalogue: store, workers: 2, activity: activity).run()
        #expect(await !events(follower).contains { if case .added = $0 { true } else { false } })
        source.set("2.jpg", nil)
        _ = try await Sync(source, looking: looking, catalogue: store, workers: 2, activity: activity).run()
        #expect(await events(follower).contains(.gone(source: "s", count: 1, [])))
    }
}

private struct BrokenExpectation: Error {}
