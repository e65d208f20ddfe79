/**
 * One learning switch per room: admission, membership, the forwarding table, egress. Pure.
 */
@NullMarked
package dev.lanparty.room;

import org.jspecify.annotations.NullMarked;
