/**
 * From a named message of plain values to a valid command or query, or to the reason why not. The
 * same for every way in; no socket and no wire format may come in here.
 */
package io.ringfold.gateway.intake;
