import HTTPTypes
import ImageSearch

/// The description of all routes for programs, made from their declarations (OpenAPI 3.1).
struct OpenAPIDocument {
    private let endpoints: [(method: String, path: String, description: EndpointDescription)]

    /// Takes the routes; those without a description are left out.
    init(_ endpoints: [Endpoint]) {
        self.endpoints = endpoints.compactMap { endpoint in
            endpoint.description.map { (endpoint.method.rawValue.lowercased(), endpoint.path.description, $0) }
        }
    }

    var json: JSON {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "imagesearch",
                "version": .string(programVersion),
                "summary": "Finds pictures by what they show.",
                "description": """
                A query in words or a picture becomes a vector; the pictures whose vectors are nearest come back. \
                `distance` is the cosine distance: the smaller, the more alike.
                """,
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "tags": .array(
                EndpointDescription.Tag.allCases.map {
                    ["name": .string($0.rawValue), "description": .string($0.text)]
                }),
            "paths": paths,
            "components": ["responses": responses, "schemas": schemas],
        ]
    }

    private var paths: JSON {
        .object(
            unique(endpoints.map(\.path)).map { path in
                let methods = endpoints.filter { $0.path == path }
                return JSON.Member(
                    name: path,
                    value: .object(
                        methods.map { JSON.Member(name: $0.method, value: $0.description.operation) }))
            })
    }

    private var responses: JSON {
        let errors = endpoints.flatMap(\.description.errors)
        return .object(
            unique(errors.map(\.name)).compactMap { name in
                errors.first { $0.name == name }.map { JSON.Member(name: name, value: $0.response) }
            })
    }

    private var schemas: JSON {
        let used = endpoints.flatMap { endpoint in
            let description = endpoint.description
            return description.parameters.flatMap(\.schemas) + description.answer.all.flatMap(\.schemas)
                + description.errors.flatMap(\.schemas)
        }
        let all = used.flatMap(\.all)
        return .object(
            unique(all.map(\.name)).compactMap { name in
                all.first { $0.name == name }.map { JSON.Member(name: name, value: $0.json) }
            })
    }

    private func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}

extension EndpointDescription {
    fileprivate var operation: JSON {
        let besides = parameters.filter { $0.place != .body }
        return .members([
            "tags": [.string(about.tag.rawValue)],
            "operationId": .string(about.id),
            "summary": .string(about.summary),
            "description": about.text.map(JSON.string),
            "parameters": besides.isEmpty ? nil : .array(besides.map(\.parameter)),
            "requestBody": parameters.first { $0.place == .body }.map(\.body),
            "responses": .object(answer.all.map(\.response) + errors.map(\.reference)),
        ])
    }
}

extension ParameterDescription {
    fileprivate var parameter: JSON {
        .members([
            "name": .string(name), "in": .string(place.rawValue), "required": .bool(isRequired),
            "description": .string(text), "schema": schema,
            "examples": examples.isEmpty
                ? nil : .object(examples.map { JSON.Member(name: $0.name, value: ["value": $0.value]) }),
        ])
    }

    fileprivate var body: JSON {
        ["required": .bool(isRequired), "content": .object(contents ?? [formWithField])]
    }

    /// A form whose only field it is.
    private var formWithField: JSON.Member {
        let field = schema.adding([JSON.Member(name: "description", value: .string(text))])
        let form: JSON = [
            "type": "object", "required": isRequired ? [.string(name)] : [],
            "properties": .object([JSON.Member(name: name, value: field)]),
        ]
        return JSON.Member(name: "multipart/form-data", value: ["schema": form])
    }
}

extension AnswerDescription {
    fileprivate var response: JSON.Member {
        let json = JSON.members([
            "description": .string(text), "headers": headers.isEmpty ? nil : .object(headers.map(\.member)),
            "content": contents.isEmpty ? nil : .object(contents),
            "links": links.isEmpty ? nil : .object(links),
        ])
        return JSON.Member(name: "\(status)", value: json)
    }
}

extension HeaderDescription {
    fileprivate var member: JSON.Member {
        JSON.Member(
            name: name, value: ["description": .string(text), "required": .bool(isRequired), "schema": schema])
    }
}

extension ErrorAnswer {
    fileprivate var reference: JSON.Member {
        JSON.Member(name: "\(status)", value: ["$ref": .string("#/components/responses/\(name)")])
    }

    fileprivate var response: JSON {
        let references = schemas.map(\.reference)
        return .members([
            "description": .string(text),
            "headers": headers.isEmpty ? nil : .object(headers.map(\.member)),
            "content": [
                "application/json": ["schema": references.count == 1 ? references[0] : ["anyOf": .array(references)]]
            ],
        ])
    }
}
