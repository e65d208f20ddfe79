/** The command line of the client. */
@NullMarked
package dev.lanparty.launcher.client;

import org.jspecify.annotations.NullMarked;
