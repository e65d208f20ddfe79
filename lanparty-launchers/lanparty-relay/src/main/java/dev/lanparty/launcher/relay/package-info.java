/** The command line of the relay. */
@NullMarked
package dev.lanparty.launcher.relay;

import org.jspecify.annotations.NullMarked;
