/** What the three launchers share: how a role is run from a command line, and what a person sees of it. */
@NullMarked
package dev.lanparty.launcher;

import org.jspecify.annotations.NullMarked;
