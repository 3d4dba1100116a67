"""Who acts for a company: inviting, joining, changing roles, leaving."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from accounts.assisting.queries import help_for
from accounts.companies.errors import AlreadyMember, HasAccount
from accounts.companies.forms import InviteForm, RoleForm, SlipForm
from accounts.companies.models import Company, Member, MemberRole
from accounts.companies.queries import members_of, open_invitations
from accounts.companies.rules import can_invite, can_see_members
from accounts.companies.services import (
    accept_invitation,
    cancel_invitation,
    change_role,
    invite_by_email,
    invite_by_phone,
    join_as_new_person,
    remove_member,
)
from accounts.companies.views.blueprint import bp, company_or_404
from accounts.sign_in import codes, passwords, throttle
from accounts.sign_in.errors import CodeNotValid
from accounts.sign_in.forms import StartForm
from accounts.sign_in.models import CodePurpose, OneUseCode, User
from accounts.sign_in.session import renew
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.forms import BaseForm
from core.i18n import _, language
from core.permissions import authorize
from core.telling import telling
from core.web import public_url


def _page(
    company: Company,
    *,
    invite: InviteForm | None = None,
    slip_form: SlipForm | None = None,
    slip: dict[str, Any] | None = None,
) -> str:
    at = clock.now()
    return render_template(
        "accounts/companies/members.html",
        company=company,
        members=members_of(company.id),
        invitations=open_invitations(company.id, at=at) if _may_invite(company) else [],
        may_invite=_may_invite(company),
        invite=invite or InviteForm(formdata=None),
        slip_form=slip_form or SlipForm(formdata=None),
        slip=slip,
    )


def _may_invite(company: Company) -> bool:
    return can_invite(current_user, company)


@bp.get("/companies/<int:company_id>/members")
def members(company_id: int) -> str:
    """Who acts for the company, and open invitations."""
    company = company_or_404(company_id)
    authorize(can_see_members, company)
    return _page(company)


def _back(company_id: int) -> Any:
    return redirect(url_for("companies.members", company_id=company_id), code=303)


@bp.post("/companies/<int:company_id>/members/invite")
def invite(company_id: int) -> Any:
    """Invite somebody by e-mail."""
    company = company_or_404(company_id)
    authorize(can_invite, company)
    form = InviteForm()
    if not form.validate():
        return _page(company, invite=form), 422
    throttle.attempt("account", f"invite:{company_id}")
    with transaction():
        invite_by_email(
            company_or_404(company_id),
            form.email.data,
            role=MemberRole(form.role.data),
            by=db.session.get_one(User, current_user.id),
            language=language(),
            at=clock.now(),
        )
    flash(
        _("We have written to %(email)s; the link works for 7 days.", email=form.email.data),
        "success",
    )
    return _back(company_id)


@bp.post("/companies/<int:company_id>/members/slip")
def slip(company_id: int) -> Any:
    """Make a slip with a code for somebody with a phone; it is shown this once."""
    company = company_or_404(company_id)
    authorize(can_invite, company)
    form = SlipForm()
    if not form.validate():
        return _page(company, slip_form=form), 422
    with transaction():
        row, digits = invite_by_phone(
            company_or_404(company_id),
            form.phone.data,
            role=MemberRole(form.role.data),
            by=db.session.get_one(User, current_user.id),
            at=clock.now(),
        )
    shown = {
        "name": form.full_name.data,
        "phone": row.phone,
        "code": codes.in_groups(digits),
        "expires_at": row.expires_at,
        "url": public_url("sign_in.start"),
        "why": _("Invitation to act for %(company)s", company=company.name),
    }
    return _page(company_or_404(company_id), slip=shown)


@bp.post("/companies/<int:company_id>/invitations/<int:code_id>/cancel")
def cancel(company_id: int, code_id: int) -> Any:
    """Take back an invitation."""
    company = company_or_404(company_id)
    authorize(can_invite, company)
    with transaction():
        row = db.get_or_404(OneUseCode, code_id)
        if row.company_id != company_id or row.purpose is not CodePurpose.INVITE:
            abort(404)
        cancel_invitation(row, by=current_user, at=clock.now())
    flash(_("The invitation is withdrawn."), "success")
    return _back(company_id)


def _member_or_404(company_id: int, member_id: int) -> Member:
    member = db.get_or_404(Member, member_id)
    if member.company_id != company_id:
        abort(404)
    return member


@bp.post("/companies/<int:company_id>/members/<int:member_id>/role")
def role(company_id: int, member_id: int) -> Any:
    """Make somebody admin or staff."""
    authorize(can_invite, company_or_404(company_id))
    form = RoleForm()
    if not form.validate():
        abort(400)
    with telling(_("Saved.")):
        member = _member_or_404(company_id, member_id)
        change_role(member, MemberRole(form.role.data), by=current_user, at=clock.now())
    return _back(company_id)


@bp.post("/companies/<int:company_id>/members/<int:member_id>/remove")
@login_required
def remove(company_id: int, member_id: int) -> Any:
    """Take somebody off the company, or leave it oneself."""
    company = company_or_404(company_id)
    own = _member_or_404(company_id, member_id).user_id == current_user.id
    if not own:
        authorize(can_invite, company)
    try:
        with transaction():
            remove_member(_member_or_404(company_id, member_id), by=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "error")
        return _back(company_id)
    flash(_("Done. This person no longer acts for the company."), "success")
    return redirect(url_for("profile.account"), code=303) if own else _back(company_id)


@bp.route("/join/<token>", methods=["GET", "POST"])
def join(token: str) -> Any:
    """Accept an invitation: with the account one has, or with a new one."""
    with throttle.guessing():
        row = codes.find_code(token, CodePurpose.INVITE, at=clock.now())
    company = db.session.get(Company, row.company_id or 0)
    if company is None:
        raise CodeNotValid
    if current_user.is_authenticated:
        return _join_signed_in(row, company)
    return _join_new(row, company, token)


def _join_signed_in(row: OneUseCode, company: Company) -> Any:
    form = BaseForm()
    if not form.validate_on_submit():
        return render_template(
            "accounts/companies/join.html", form=form, company=company, row=row, token=None
        )
    try:
        with transaction():
            accept_invitation(row, db.session.get_one(User, current_user.id), at=clock.now())
    except AlreadyMember:
        flash(_("You act for this company already."), "info")
    else:
        flash(_("Welcome! You act for %(company)s now.", company=company.name), "success")
    return redirect(_first_page(company.id), code=303)


def _first_page(company_id: int) -> str:
    """Who takes over from a helper sees first what was entered, others their colleagues."""
    page = "assisting.help_of" if help_for(company_id) else "companies.members"
    return url_for(page, company_id=company_id)


def _join_new(row: OneUseCode, company: Company, token: str) -> Any:
    form = StartForm()
    form.names = (row.email, row.phone)
    if form.validate_on_submit():
        password_hash, at = passwords.hash_password(form.password.data), clock.now()
        company_id, name = company.id, company.name
        try:
            with transaction():
                user = join_as_new_person(
                    row,
                    full_name=form.full_name.data,
                    password_hash=password_hash,
                    language=language(),
                    at=at,
                )
        except HasAccount as error:
            form.form_errors.append(error.text(_))
        else:
            renew(user, at=at)
            flash(_("Welcome! You act for %(company)s now.", company=name), "success")
            return redirect(_first_page(company_id), code=303)
    shown = render_template(
        "accounts/companies/join.html", form=form, company=company, row=row, token=token
    )
    return shown, 422 if request.method == "POST" else 200
