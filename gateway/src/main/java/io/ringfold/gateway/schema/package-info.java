/**
 * What a server understands, told to machines and people: JSON Schemas of every type of its
 * domains, and the documents that name its calls and messages, OpenAPI and AsyncAPI.
 *
 * <pre>
 *   classes ─► JsonSchemas ─► ServedSchemas ─► /schema
 *                                         └──► ContractDocuments ─► /openapi.json, /asyncapi.json
 *   openapi.json, asyncapi.json (resources: what no domain changes) ─┘
 * </pre>
 *
 * <p>No socket may come in here: this room makes texts of definitions, once, at start.
 */
package io.ringfold.gateway.schema;
