/**
 * How the operator of a running relay speaks to it: one request and one reply of JSON over a Unix-domain socket that only the
 * relay's own user can open.
 */
@NullMarked
package dev.lanparty.admin;

import org.jspecify.annotations.NullMarked;
