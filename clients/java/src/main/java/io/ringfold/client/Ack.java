package io.ringfold.client;

import java.util.UUID;

/**
 * A command was processed, accepted, and is durable.
 *
 * @param uuid the command's identity, the client's or the one the server derived
 * @param seq its place in the one order of all commands
 * @param durability what it survives: {@code fsync} the machine, {@code crash} the server's process
 * @param duplicate whether it had been processed before; {@code seq} is then that of the first time
 */
public record Ack(UUID uuid, long seq, String durability, boolean duplicate) {}
