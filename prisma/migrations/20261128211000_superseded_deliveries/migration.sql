-- A delivery that was made anew by hand while it was still to be tried again has not failed.
ALTER TYPE "delivery_state" ADD VALUE 'superseded';
