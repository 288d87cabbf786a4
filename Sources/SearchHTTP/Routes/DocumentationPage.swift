import HTTPTypes
import NIOCore

/// A page to try every route: a form for each, made from its declaration, within the frame of Web/docs.html.
struct DocumentationPage {
    private let sections: [String]
    private let errors: [ErrorAnswer]

    /// Takes the routes; those without a description are left out.
    init(_ endpoints: [Endpoint]) {
        sections = endpoints.compactMap { endpoint in
            endpoint.description.map { Self.section(endpoint.method, "\(endpoint.path)", $0) }
        }
        let all = endpoints.flatMap { $0.description?.errors ?? [] }
        errors = Dictionary(all.map { ($0.status, $0) }, uniquingKeysWith: { $1 }).values
            .sorted { $0.status < $1.status }
    }

    var html: String {
        let rows = errors.map { "<tr><td>\($0.status)</td><td>\(inHTML($0.text))</td></tr>" }
        return WebFile.named("docs.html").text
            .replacing("<!-- routes -->\n", with: sections.joined())
            .replacing("<!-- errors -->", with: rows.joined(separator: "\n"))
    }

    private static func section(_ method: HTTPRequest.Method, _ path: String, _ route: EndpointDescription) -> String {
        let query = route.parameters.filter { $0.place == .query }.map { "\($0.name)=…" }.joined(separator: "&")
        let body = route.parameters.first { $0.place == .body }
        let target = query.isEmpty ? path : "\(path)?\(query)"
        let form = body.map { $0.contents == nil ? " with the form field <code>\($0.name)</code>" : " with JSON" } ?? ""
        let inputs = route.parameters.map { "<p>\($0.input)</p>\n" }.joined()
        let kind = body == nil ? "" : #" enctype="multipart/form-data""#
        // HTML knows two methods; the script knows the others.
        let formMethod = method == .get ? "get" : "post"
        return """
            <section aria-labelledby="\(route.about.id)">
            <h2 id="\(route.about.id)">\(inHTML(route.about.summary))</h2>
            <p><code>\(method) \(inHTML(target))</code>\(form)</p>
            <p>\(inHTML([route.about.text, route.answer.text].compactMap(\.self).joined(separator: " ")))</p>
            <form action="\(path.dropFirst())" method="\(formMethod)" data-method="\(method)"\(kind) data-try>
            \(inputs)<p><button>\(inHTML(route.about.summary))</button></p>
            </form>
            </section>

            """
    }
}

extension ParameterDescription {
    /// Its field on the page, marked with its place in the request.
    fileprivate var input: String {
        if let contents { return textArea(contents) }
        var attributes = [("name", name)]
        switch (place, schema["type"]?.text) {
        case (.body, _): attributes += [("type", "file"), ("accept", "image/*")]
        case (_, "integer"): attributes += [("type", "number")]
        default: attributes += [("autocomplete", "off")]
        }
        let limits = [("min", schema["minimum"]), ("max", schema["maximum"])]
        attributes += limits.compactMap { name, value in value?.text.map { (name, $0) } }
        if let value = (schema["default"] ?? examples.first?.value)?.text { attributes.append(("value", value)) }
        attributes.append(("data-in", place.rawValue))
        let written = attributes.map { "\($0)=\"\(inHTML($1))\"" } + (isRequired ? ["required"] : [])
        return "<label>\(inHTML(text)) <input \(written.joined(separator: " "))></label>"
    }

    /// A body in JSON, with an example.
    private func textArea(_ contents: [JSON.Member]) -> String {
        let examples = contents.first { $0.name == "application/json" }?.value["examples"]
        let example = examples?.memberNames.first.flatMap { examples?[$0]?["value"] }
        let value = example.map { String(buffer: $0.encoded()) } ?? ""
        return
            "<label>\(inHTML(text)) <textarea name=\"\(name)\" rows=\"4\" data-in=\"json\">\(inHTML(value))</textarea></label>"
    }
}
