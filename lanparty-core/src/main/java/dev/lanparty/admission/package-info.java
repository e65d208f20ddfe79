/**
 * Who may come into which room: the invites a relay knows, whom an organiser has put out or let in, how many wrong tries are
 * suffered. Pure, but that the threads of a relay share it.
 */
@NullMarked
package dev.lanparty.admission;

import org.jspecify.annotations.NullMarked;
