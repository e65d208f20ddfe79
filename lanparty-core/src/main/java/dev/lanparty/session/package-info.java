/**
 * The endpoint's side of a membership as a state machine: hello, welcome, keep-alive, end. Pure.
 */
@NullMarked
package dev.lanparty.session;

import org.jspecify.annotations.NullMarked;
