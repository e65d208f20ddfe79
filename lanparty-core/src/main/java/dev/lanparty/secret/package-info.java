/**
 * What opens a room: secrets, the invites that carry them, and the proof that shows one is held without showing it. Computes
 * and keeps nothing.
 */
@NullMarked
package dev.lanparty.secret;

import org.jspecify.annotations.NullMarked;
