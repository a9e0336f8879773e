/**
 * {@code ./ringfold migrate}: asks a server over HTTP to carry out a migration, and tells which
 * there are.
 *
 * <pre>
 *   {@link io.ringfold.client.migrate.MigrateMain} ─► {@link io.ringfold.client.migrate.Migrations} ─► GET, POST /migrations
 * </pre>
 *
 * <p><b>May not come in:</b> the engine, a domain; whoever migrates knows a name.
 */
package io.ringfold.client.migrate;
