package io.ringfold.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * An event, pushed by the server after it is durable.
 *
 * @param clientId of the client whose command caused it; null where it had none
 * @param clientSeq that client's counter; null where it had none
 * @param uuid the event's identity
 * @param name the event's name
 * @param data the event's fields
 * @param meta the command's meta; a null node for none
 * @param seq the sequence of its command
 * @param index its place among the events of its command, from 0
 * @param of how many events its command caused
 * @param commandUuid the command's identity
 * @param timestamp when the command came in
 * @param user who sent the command; null where access is open
 */
public record Update(
    String clientId,
    Long clientSeq,
    UUID uuid,
    String name,
    JsonNode data,
    JsonNode meta,
    long seq,
    int index,
    int of,
    UUID commandUuid,
    Instant timestamp,
    String user) {}
