/**
 * The launchers against the real kernel: each role a process of its own in a network namespace of its own, started by its
 * command line, as a person would.
 */
@NullMarked
package dev.lanparty.launcher.party;

import org.jspecify.annotations.NullMarked;
