/**
 * Checks of the whole: the rules between modules, the archive and its launcher, and the server as
 * its users meet it, a process with a port, a data directory and a pid.
 *
 * <p>What ends in {@code SystemTest} starts real processes from {@code target/ringfold} and runs in
 * the build's integration-test phase, after the archive was made. It knows the wire contract and
 * the command line, and no class of the server; nothing that can be shown inside one module comes
 * in here.
 */
package io.ringfold.distribution;
