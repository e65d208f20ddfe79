/**
 * Device and link joined: what gateway and client share.
 */
@NullMarked
package dev.lanparty.endpoint;

import org.jspecify.annotations.NullMarked;
