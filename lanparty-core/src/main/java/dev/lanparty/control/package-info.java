/**
 * The control stream: a sealed family of messages, what makes each valid, and their length-prefixed JSON codec. Pure.
 */
@NullMarked
package dev.lanparty.control;

import org.jspecify.annotations.NullMarked;
