/**
 * Shopping carts: items go in, come out again, and are checked out at last. A cart comes into being
 * with its first item. What was taken out stays known, which a cart kept as a row in a table would
 * have forgotten.
 *
 * <p>Open {@link io.ringfold.examples.carts.Carts} first.
 */
package io.ringfold.examples.carts;
