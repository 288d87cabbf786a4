import ImageSearchTesting
import Testing

@testable import ImageSearch

/// Random interleavings of all that can happen, against a model that knows each caller.
@Suite struct ContentClaimsTests {
    @Test(arguments: [(callers: 4, contents: 1), (12, 3), (40, 2), (64, 20)])
    func `whatever happens in whatever order, each caller is answered once`(callers: Int, contents: Int) throws {
        for seed in 0..<500 {
            var model = try ClaimsModel(contents: contents, seed: UInt64(seed))
            for _ in 0..<200 { try model.step(callers: callers) }
            try model.drain()
        }
    }

    @Test func `saving one copy does not forget those who wait for another making`() throws {
        var claims = ContentClaims()
        let (content, known) = (ContentHash(of: [1]), try knownContent([1]))
        #expect(claims.claim(content, by: 1)?.isMake == true)
        _ = claims.finish(content, with: known)
        claims.saved(content)
        #expect(claims.claim(content, by: 2)?.isMake == true)
        #expect(claims.claim(content, by: 3) == nil)
        // More than was ever given.
        claims.saved(content)
        #expect(claims.finish(content, with: known).map(\.to) == [3])
        #expect(claims.count == 1)
        for _ in 0..<2 { claims.saved(content) }
        #expect(claims.count == 0)
    }
}

/// What must hold, kept apart from the machine: who does what now.
private struct ClaimsModel {
    struct Violation: Error, CustomStringConvertible { let description: String }
    private struct Failure: Error {}
    private enum Caller: Equatable { case waiting, making, given }

    private var claims = ContentClaims()
    private let contents: [ContentHash]
    private var callers: [Int: (content: ContentHash, state: Caller)] = [:]
    private var made: [ContentHash: KnownContent] = [:]
    private var lastTicket = 0
    private var random: SeededGenerator
    private let seed: UInt64

    init(contents: Int, seed: UInt64) throws {
        self.contents = (0..<contents).map { ContentHash(of: [UInt8($0)]) }
        self.seed = seed
        random = SeededGenerator(seed: seed)
    }

    mutating func step(callers limit: Int) throws {
        let old = callers.keys.sorted().randomElement(using: &random)
        if callers.count < limit, old == nil || Bool.random(using: &random) {
            try claim()
        } else if let old {
            try move(old)
        }
        try verify()
    }

    /// Ends all that is open, in any order, after which nothing may be left.
    mutating func drain() throws {
        while let ticket = callers.keys.sorted().filter({ callers[$0]?.state != .waiting }).randomElement(
            using: &random)
        {
            try move(ticket)
            try verify()
        }
        try check(callers.isEmpty, "\(callers.count) callers wait for nobody")
        try check(claims.count == 0, "\(claims.count) contents are kept for nobody")
    }

    private mutating func claim() throws {
        lastTicket += 1
        let content = contents.randomElement(using: &random) ?? contents[0]
        let others = callers.values.filter { $0.content == content }.map(\.state)
        let answer = claims.claim(content, by: lastTicket)
        callers[lastTicket] = (content, .waiting)
        guard let answer else {
            return try check(others.contains(.making), "a caller waits although nobody makes its content")
        }
        try take(answer, lastTicket)
    }

    /// Lets a caller do one of the things that are open to it.
    private mutating func move(_ ticket: Int) throws {
        guard let (content, state) = callers[ticket] else { return }
        switch state {
        case .waiting:
            let answer = claims.cancel(ticket, of: content)
            try check(answer?.to == ticket, "a caller that waits cannot be cancelled")
            callers[ticket] = nil
        case .given:
            claims.saved(content)
            callers[ticket] = nil
        case .making:
            try check(claims.cancel(ticket, of: content) == nil, "a maker is answered a second time")
            try end(ticket, content)
        }
    }

    private mutating func end(_ ticket: Int, _ content: ContentHash) throws {
        let waiting = callers.filter { $1.content == content && $1.state == .waiting }.keys.sorted()
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            callers[ticket] = nil
            let answers = claims.fail(content, with: Failure())
            try check(answers.map(\.to) == waiting, "a failure is not told to all who wait: \(answers)")
            for (ticket, answer) in answers { try take(answer, ticket) }
        case 1:
            callers[ticket] = nil
            let answer = claims.abandon(content)
            try check(
                answer?.to == waiting.first, "the first who waits does not take over: \(String(describing: answer))")
            if let answer { try take(answer.answer, answer.to) }
        default:
            let known = try knownContent([1, Float(ticket)])
            made[content] = known
            callers[ticket]?.state = .given
            let answers = claims.finish(content, with: known)
            try check(answers.map(\.to) == waiting, "what is found is not given to all who wait: \(answers)")
            for (ticket, answer) in answers { try take(answer, ticket) }
        }
    }

    private mutating func take(_ answer: ContentClaims.Answer, _ ticket: Int) throws {
        guard let (content, state) = callers[ticket], state == .waiting else {
            throw Violation(description: "seed \(seed): an answer for \(ticket), who does not wait")
        }
        switch answer {
        case .make: callers[ticket]?.state = .making
        case .take(let known):
            try check(known == made[content], "another result than the one that was made last")
            callers[ticket]?.state = .given
        case .fail(let error):
            try check(error is Failure, "another error than the maker's")
            callers[ticket] = nil
        case .cancel: try check(false, "a caller is told that it was cancelled, who was not")
        }
    }

    private func verify() throws {
        var known = 0
        for content in contents {
            let states = callers.values.filter { $0.content == content }.map(\.state)
            let makers = states.count { $0 == .making }
            try check(makers <= 1, "\(makers) callers make one content")
            try check(makers == 1 || !states.contains(.waiting), "callers wait and nobody makes")
            try check(makers == 0 || !states.contains(.given), "a content is made again that is not saved yet")
            if !states.isEmpty { known += 1 }
        }
        try check(claims.count == known, "\(claims.count) contents are kept for \(known) in use")
    }

    private func check(_ isKept: Bool, _ fault: @autoclosure () -> String) throws {
        guard isKept else { throw Violation(description: "seed \(seed): \(fault())") }
    }
}

extension ContentClaims.Answer {
    fileprivate var isMake: Bool { if case .make = self { true } else { false } }
}

private func knownContent(_ values: [Float]) throws -> KnownContent {
    KnownContent(embedding: try Embedding(normalizing: values), facts: nil)
}
