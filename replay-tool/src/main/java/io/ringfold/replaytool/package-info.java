/**
 * A command line over a data directory, for whoever asks what happened, when, by whom, and what the
 * state was then.
 *
 * <pre>
 *   {@link io.ringfold.replaytool.ReplayTool}  which command, how it ended ({@link io.ringfold.replaytool.ExitCodes})
 *     {@link io.ringfold.replaytool.InfoCommand}    what is there            journal heads, snapshot headers
 *     {@link io.ringfold.replaytool.DumpCommand}    every record             journal alone, no domain class
 *     {@link io.ringfold.replaytool.TailCommand}    the last ones, and those to come   the same, as far as it is forced
 *     {@link io.ringfold.replaytool.FindCommand}    the one with this uuid   the same, newest segment first
 *     {@link io.ringfold.replaytool.StateCommand}   the state as of then     snapshot + journal, domains
 *     {@link io.ringfold.replaytool.QueryCommand}   a query as of then       the same
 *     {@link io.ringfold.replaytool.VerifyCommand}   whether all is as it was written
 *     {@link io.ringfold.replaytool.WhatIfCommand}   the commands decided by other domains
 *     {@link io.ringfold.replaytool.SnapshotCommand}  a snapshot, made here or by the server
 *     {@link io.ringfold.replaytool.StatCommand}     what the server counts, live
 *     {@link io.ringfold.replaytool.BackupCommand}   a copy, of a live server too
 *     {@link io.ringfold.replaytool.RestoreCommand}  a data directory from such a copy
 *     {@link io.ringfold.replaytool.ArchiveCommand}  old segments to another place
 *     {@link io.ringfold.replaytool.ExportCommand}   tables as files            module analytics
 *     {@link io.ringfold.replaytool.SqlCommand}      a SELECT over these tables
 *     {@link io.ringfold.replaytool.CompletionCommand}  for shells
 * </pre>
 *
 * <p>What commands share stands in options: {@link io.ringfold.replaytool.DataOptions where},
 * {@link io.ringfold.replaytool.RangeOptions between what}, {@link
 * io.ringfold.replaytool.FilterOptions which}, {@link io.ringfold.replaytool.FormatOption how},
 * {@link io.ringfold.replaytool.AsOf when}. What is long shows its {@link
 * io.ringfold.replaytool.Progress}, hears of Ctrl-C by {@link io.ringfold.replaytool.Interruption},
 * and makes files by {@link io.ringfold.replaytool.NewFile}.
 *
 * <p>Everything here but snapshot, archive and repair reads: no lock is taken and no byte of the
 * data directory changes, so it runs beside a server that is at work. Results go to standard
 * output, everything else to standard error. Neither the gateway nor the pipeline may come in here.
 */
package io.ringfold.replaytool;
