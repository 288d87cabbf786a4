import ImageSearch

/// A search as a page without any script, within the frame of Web/plain.html.
struct PlainPage {
    /// What was typed.
    let text: String
    let content: String

    /// What was found.
    init(_ reply: SearchReply, text: String) {
        self.text = text
        content = [
            "<p role=\"status\">\(Self.count(reply))</p>", Self.list(of: reply.notes), Self.sections(of: reply),
            Self.next(reply),
        ].joined(separator: "\n")
    }

    /// What is wrong.
    init(fault: String, text: String) {
        self.text = text
        content = "<p role=\"alert\">\(inHTML(fault))</p>"
    }

    var html: String {
        // The content last: it may hold anything.
        WebFile.named("plain.html").text
            .replacing("<!-- title -->", with: text.isEmpty ? "imagesearch" : "\(inHTML(text)) - imagesearch")
            .replacing("<!-- query -->", with: inHTML(text))
            .replacing("<!-- content -->", with: content)
    }

    private static func count(_ reply: SearchReply) -> String {
        let count = reply.answer.matches.count
        let isFirst = reply.query.page.cursor == nil
        switch count {
        case 0 where !isFirst: return "There are no more pictures."
        case 0 where reply.query.terms.isEmpty && reply.query.filter.isEmpty:
            return "No picture is here yet. Pictures come in with <code>imagesearch index FOLDER</code>."
        case 0: return "No picture is like that."
        case 1: return "1 picture"
        default: return "\(count) \(isFirst ? "" : "more ")pictures\(reply.answer.next == nil ? "" : " on this page")"
        }
    }

    private static func list(of notes: [QueryNote]) -> String {
        notes.map { "<p>\(inHTML($0.description))</p>" }.joined(separator: "\n")
    }

    /// Those that are likely to fit, then the others; in one list where that is not known or does not matter.
    private static func sections(of reply: SearchReply) -> String {
        let matches = reply.answer.matches
        let isRanked = reply.query.order == .relevance && matches.contains { $0.relevance != nil }
        guard isRanked else { return list(of: matches) }
        let likely = matches.prefix { $0.relevance?.band == .likely }
        let others = Array(matches.dropFirst(likely.count))
        let isFirst = reply.query.page.cursor == nil
        let none = likely.isEmpty && isFirst ? "<p>Nothing is likely to be it; these are the nearest.</p>\n" : ""
        return (likely.isEmpty ? none : "<h2>Likely</h2>\n" + list(of: Array(likely)))
            + (others.isEmpty ? "" : "<h2>Perhaps</h2>\n" + list(of: others))
    }

    private static func list(of matches: [Match]) -> String {
        matches.isEmpty ? "" : "<ol>\n" + matches.map { item($0.picture) }.joined() + "</ol>\n"
    }

    private static func item(_ picture: StoredPicture) -> String {
        let (path, image) = (inHTML(picture.location.description), "images/\(picture.id)")
        let favourite = picture.isFavourite ? ", favourite" : ""
        return """
            <li><a href="\(image)/thumbnail?size=1024&amp;v=\(picture.version)">\
            <img src="\(image)/thumbnail?v=\(picture.version)" alt="\(path)" width="256" height="256" loading="lazy"></a>
            <p>\(path)<br>\(picture.dateText.prefix(10))\(favourite)</p>
            <p><a href="\(image)/file?v=\(picture.version)">Original</a> <a href="plain?q=id:\(picture.id)">More like this</a></p></li>

            """
    }

    private static func next(_ reply: SearchReply) -> String {
        guard let next = reply.answer.next else { return "" }
        let query = reply.query.description.percentEncoded
        return "<p><a class=\"button\" rel=\"next\" href=\"plain?q=\(query)&amp;cursor=\(next)\">Next page</a></p>"
    }
}
