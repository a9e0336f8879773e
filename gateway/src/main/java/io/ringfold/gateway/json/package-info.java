/**
 * The JSON of the wire: text to messages, messages to text. Nothing of sockets, HTTP or the
 * pipeline may come in here.
 */
package io.ringfold.gateway.json;
