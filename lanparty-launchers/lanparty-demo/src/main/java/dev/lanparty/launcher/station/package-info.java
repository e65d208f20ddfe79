/**
 * A program that runs in a namespace of a party and does there what it is told, line by line: hosts a game, looks for one,
 * moves bytes, asks for an address, sends and sees single frames.
 */
@NullMarked
package dev.lanparty.launcher.station;

import org.jspecify.annotations.NullMarked;
