/**
 * A command line over a data directory, for whoever asks what happened, when, by whom, and what the
 * state was then.
 *
 * <pre>
 *   {@link io.ringfold.replaytool.ReplayTool}  which command, how it ended
 *     {@link io.ringfold.replaytool.InfoCommand}    what is there            journal heads, snapshot headers
 *     {@link io.ringfold.replaytool.DumpCommand}    every record as JSON     journal alone, no domain class
 *     {@link io.ringfold.replaytool.StateCommand}   the state as of a sequence   snapshot + journal, domains
 *     {@link io.ringfold.replaytool.VerifyCommand}   whether all is as it was written
 *     {@link io.ringfold.replaytool.WhatIfCommand}   the commands decided by other domains
 *     {@link io.ringfold.replaytool.BackupCommand}   a copy, of a live server too
 *     {@link io.ringfold.replaytool.RestoreCommand}  a data directory from such a copy
 *     {@link io.ringfold.replaytool.ArchiveCommand}  old segments to another place
 * </pre>
 *
 * <p>Everything here but archive reads: no lock is taken and no byte of the data directory changes,
 * so it runs beside a server that is at work. Results go to standard output, everything else to
 * standard error. Neither the gateway nor the pipeline may come in here.
 */
package io.ringfold.replaytool;
