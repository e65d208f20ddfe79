/** The command line of the gateway. */
@NullMarked
package dev.lanparty.launcher.gateway;

import org.jspecify.annotations.NullMarked;
