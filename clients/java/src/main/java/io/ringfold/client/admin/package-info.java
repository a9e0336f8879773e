/**
 * Tools for whoever runs a server, over its HTTP calls: {@link
 * io.ringfold.client.admin.ProjectionsMain} is a command line, {@code Server} what it asks.
 *
 * <p>Nothing here opens a data directory: that is the replay tool's to do.
 */
package io.ringfold.client.admin;
