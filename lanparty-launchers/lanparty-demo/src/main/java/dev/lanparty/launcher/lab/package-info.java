/**
 * A LAN party on one machine: network namespaces wired like the real thing, the roles as processes in them, and all of it
 * undone at the end.
 */
@NullMarked
package dev.lanparty.launcher.lab;

import org.jspecify.annotations.NullMarked;
