/**
 * Users, registered under a name that nobody else has. A name that is taken does not reject the
 * command: that somebody tried is kept as a fact of its own.
 *
 * <p>Open {@link io.ringfold.examples.users.Users} first.
 */
package io.ringfold.examples.users;
