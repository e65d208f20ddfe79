/**
 * The gateway at the party: a config record, and a class with {@code start()} and {@code close()}.
 */
@NullMarked
package dev.lanparty.gateway;

import org.jspecify.annotations.NullMarked;
