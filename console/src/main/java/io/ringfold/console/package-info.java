/**
 * The console: the page that people open to see the engine at work. Its files lie in the resources
 * beside this package, as the browser loads them: hand-written ES modules without a bundler, the
 * JavaScript client of {@code clients/javascript}, and two libraries out of their WebJars, put
 * together by Maven. {@link io.ringfold.console.ConsoleFiles} hands them out.
 *
 * <p>What may not come in: anything that the public contract does not tell. The page reads and says
 * only what every other client can, so it needs no class of the server, and the server knows no
 * more of it than these files.
 */
package io.ringfold.console;
