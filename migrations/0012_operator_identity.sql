ALTER TABLE "operators" ADD COLUMN "email" text;--> statement-breakpoint
ALTER TABLE "operators" ADD COLUMN "oidc_identity" "bytea";--> statement-breakpoint
ALTER TABLE "operators" ADD CONSTRAINT "operators_email_unique" UNIQUE("email");--> statement-breakpoint
ALTER TABLE "operators" ADD CONSTRAINT "operators_oidc_identity_unique" UNIQUE("oidc_identity");